"""What is read of every module to be told in the standards of others."""
