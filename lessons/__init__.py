"""Makes the training lessons: from one source in ``docs/training`` a notebook and a trainer's page in each language."""
