// Compiled in place of the grammars where they have not been fetched.
#error "tree-sitter's grammars are missing: run launch/setup in the folder of Fovea's checkout, which fetches them"
