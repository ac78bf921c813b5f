"""Pages of an organization: members, settings, tokens, audit, partners; and the ways in: invitation, first run."""
