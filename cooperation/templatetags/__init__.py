"""Tags of the directory's templates."""
