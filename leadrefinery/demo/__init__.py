"""Two tenants with a believable year, made by running the real pipeline at the times things happened."""
