"""Pure rules of imports: what a file is, what a value means, what a profile may say."""
