extension LabelRules {
  static let rust = LabelRules(
    constructs: [
      (.parameter, ["parameters", "closure_parameters", "type_parameters"]),
      (.returning, ["return_expression", "yield_expression"]),
      // The question mark, which passes an error on.
      (.exceptionHandling, ["try_expression words"]),
      (
        .conditionalStatement,
        [
          "if_expression.condition", "if_expression words", "else_clause words", "while_expression.condition",
          "match_expression.value",
        ]
      ),
      (
        .loop, ["while_expression", "for_expression", "loop_expression", "break_expression", "continue_expression"]
      ),
      (.conditionalBlock, ["if_expression.consequence", "if_expression.alternative"]),
      (.variableDeclaration, ["let_declaration", "const_item", "static_item", "field_declaration"]),
      (.argument, ["arguments", "type_arguments", "macro_invocation > token_tree"]),
    ],
    settings: [
      (.functionHead, ["function_item", "function_signature_item"]),
      (
        .externalClass,
        [
          "attribute_item", "use_declaration", "struct_item", "enum_item", "impl_item", "trait_item", "mod_item",
        ]
      ),
      (.plain, ["block", "declaration_list", "generic_type", "scoped_type_identifier"]),
    ],
    operations: ["assignment_expression", "compound_assignment_expr", "binary_expression", "unary_expression"],
    words: [
      (.operator, ["await_expression words", "type_cast_expression words"]),
      (.functionCall, ["macro_invocation.macro"]),
      (.externalClass, ["type_identifier"]),
    ],
    callees: ["call_expression.function"],
    members: ["field_expression.field", "scoped_identifier.name", "generic_function.function"],
    declarations: [
      "parameter.pattern", "self_parameter > self", "closure_parameters > identifier", "let_declaration.pattern",
      "for_expression.pattern", "tuple_pattern > identifier", "mut_pattern > identifier", "ref_pattern > identifier",
      "tuple_struct_pattern > identifier",
    ],
    functions: ["function_item"]
  )
}
