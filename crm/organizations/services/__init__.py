"""The verbs of organizations. Each names its actor and leaves one audit event in its own transaction."""
