"""Screens: the wizard up to Finish, a run and its report, files on their way out."""
