"""Record policies of the imports engine."""

from crm.imports.models import ExportFile, ImportBatch, ImportQuestion, ImportRow, SavedMapping
from crm.records.policies import Erase, Export, Loose, Merge, declare

declare(ImportBatch, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, loose={"job_id": Loose.NOBODY})
# Earlier values and raw cells speak of a person: they go with them, the outcome stays for its count.
declare(
    ImportRow,
    merge=Merge.KEEP,
    erase=Erase.BLANK,
    export=Export.NEVER,
    loose={"batch_id": Loose.NOBODY, "object_id": Loose.STAYS},  # whom the row made, whatever became of them
)
declare(SavedMapping, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(
    ExportFile,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    retain_days=1,
    loose={"job_id": Loose.NOBODY},
)
# Ids, codes and a keyed hash. What was decided about somebody stands for whom they were merged into as well.
declare(
    ImportQuestion,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    loose={"batch_id": Loose.NOBODY, "object_id": Loose.STAYS},
)
