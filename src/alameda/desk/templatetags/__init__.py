"""Words of the Council in the desk's templates."""
