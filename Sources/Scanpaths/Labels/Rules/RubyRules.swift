extension LabelRules {
  /// As in Python, assignment declares a variable.
  static let ruby = LabelRules(
    constructs: [
      (
        .parameter,
        ["method_parameters", "block_parameters", "lambda_parameters", "exception_variable", "rescue.exceptions"]
      ),
      (.returning, ["return", "yield"]),
      (
        .exceptionHandling,
        ["begin words", "rescue words", "ensure words", "rescue_modifier words"]
      ),
      (
        .conditionalStatement,
        [
          "if.condition", "if words", "elsif.condition", "elsif words", "else words", "unless.condition",
          "unless words", "while.condition", "until.condition", "case.value", "if_modifier.condition",
          "if_modifier words", "unless_modifier.condition", "unless_modifier words", "while_modifier.condition",
          "until_modifier.condition", "conditional.condition", "conditional words",
        ]
      ),
      (.loop, ["while", "until", "for", "while_modifier", "until_modifier", "break", "next"]),
      (
        .conditionalBlock,
        [
          "if.consequence", "if.alternative", "elsif.consequence", "unless.consequence", "unless.alternative",
          "if_modifier.body", "unless_modifier.body", "conditional.consequence", "conditional.alternative",
        ]
      ),
      (.argument, ["argument_list"]),
    ],
    settings: [
      (.functionHead, ["method", "singleton_method"]),
      (.externalClass, ["class", "module"]),
      (.plain, ["body_statement"]),
      (.index, ["element_reference"]),
    ],
    operations: ["assignment", "operator_assignment", "binary", "unary"],
    words: [(.operator, ["binary words", "unary words"])],
    callees: ["call.method"],
    declarations: [
      "method_parameters > identifier", "block_parameters > identifier", "lambda_parameters > identifier",
      "optional_parameter.name", "keyword_parameter.name", "splat_parameter.name", "hash_splat_parameter.name",
      "block_parameter.name", "assignment.left", "operator_assignment.left", "left_assignment_list > identifier",
      "exception_variable > identifier", "for.pattern",
    ],
    functions: ["method", "singleton_method"]
  )
}
