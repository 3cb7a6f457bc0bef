"""The evidence pack: one ZIP with which an auditor can check what the organisation says of itself.

`contents` says which reports are inside, `tables` and `data_*` hold the records, `snapshots` what
was frozen and signed, `timelines` the chains of digests, `audit` the anchors and the history;
`closing` makes the manifest, the sums and the signature over them. docs/evidence.md is for who
receives one; why it is as it is: docs/adr/0027-evidence-pack.md.
"""
