"""Made-up participants, for trying a study out: they answer through the site's public API."""
