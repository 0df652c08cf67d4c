"""What ``alameda doctor`` looks at, a file for each part of an instance."""
