"""`modelspec verify` with frameworks that are none: what happens around the processes, without theirs."""
