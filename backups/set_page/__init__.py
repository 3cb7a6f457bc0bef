"""What the page of a set shows: why it is (not) restorable, its checks, copies, files, chain."""
