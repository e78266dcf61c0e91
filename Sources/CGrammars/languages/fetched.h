// Whether launch/setup has fetched the grammars. The check is here rather than in Package.swift because SwiftPM would
// cache its result there: a package that depends on Fovea is resolved before the grammars can be fetched.
#if __has_include("../fetched/pins")
#define FOVEA_HAS_GRAMMARS
#else
#error "tree-sitter's grammars are missing: run launch/setup --grammars-only in the folder of Fovea's checkout"
#endif
