"""Rule sets while they are made: as one document, changed in steps, each of which can be undone.

document    what a rule set says, as data that is read, compared and written whole
reading     from JSON to a document, with everything wrong with it and where
changes     a document and a change give the next document, and the words for what was done
drafting    the services: begin a draft, save, undo, redo, discard
difference  two documents compared, in words
"""
