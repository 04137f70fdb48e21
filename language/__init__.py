"""Whether the texts are written well, as far as a machine can tell: spelling, catalogues, and rules of our own. Not shipped."""
