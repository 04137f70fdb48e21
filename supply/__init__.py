"""What goes out with a release: checksums, a list of what it is made of, and whether anything is known against that."""
