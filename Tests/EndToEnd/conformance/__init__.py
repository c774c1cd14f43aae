"""The OpenID Foundation's conformance plans, played by us: one file per plan, one test per module."""
