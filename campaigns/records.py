"""What merging, erasing, exporting and ageing do with campaigns and sign-ups."""

from campaigns.models import Action, Campaign, Demand, Signup, SignupStatus
from crm.records.policies import Erase, Export, Merge, declare

for model in (Campaign, Demand, Action):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(Signup, merge=Merge.UNITE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(SignupStatus, merge=Merge.KEEP, erase=Erase.BLANK, export=Export.WITH_CONTACT)
