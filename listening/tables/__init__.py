"""Tables made of codings: by attribute, together, through time, saturation."""
