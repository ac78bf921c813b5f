"""REFI-QDA, the exchange format of tools for qualitative analysis: codebooks (.qdc) and whole projects (.qdpx).

`documents` is what such a file says, `writing` and `reading` turn it into a file and back; none of them knows a table.
"""
