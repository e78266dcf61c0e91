// Whether launch/setup has fetched the grammars. Asked of the file system here rather than in Package.swift, whose answer
// SwiftPM would keep: a package that depends on Fovea is resolved before the grammars can be fetched.
#if __has_include("../fetched/pins")
#define FOVEA_HAS_GRAMMARS
#else
#error "tree-sitter's grammars are missing: run launch/setup --grammars-only in the folder of Fovea's checkout"
#endif
