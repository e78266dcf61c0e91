/// The rules for which nodes move values in a language, and how to find their parts.
package struct DataFlowRules: Sendable {
  /// A child of a node.
  enum Part: Sendable {
    case field(String)
    case child(Int)
    case lastChild
  }

  /// `name = value` in a declaration.
  struct Definition: Sendable {
    var kinds: [String]
    var name: Part
    var value: Part
    /// The numbers of children that mean the node has a value, if its parts are found by position.
    var childrenWithValue: ClosedRange<Int>?
  }

  enum Assignment: Sendable {
    /// Every name on the left depends on each one on the right.
    case product
    /// Sides with equally many parts are matched part by part, and the names of a side share one edge.
    case matched
  }

  /// How to find the branches of a conditional among its children.
  enum Branching: Sendable {
    /// All children from the first one of a conditional's kind on are branches.
    case fromFirst
    /// Children of the listed kinds are branches.
    case kinds([String])
    /// Children of a conditional's kind are branches.
    case conditionals
  }

  /// A loop over elements.
  struct Each: Sendable {
    var kinds: [String]
    var name: Part
    var value: Part
    var body: Part
    var assignment: Assignment
    /// The body's kind, if only bodies of that kind count.
    var bodyKind: String?
  }

  /// A counting loop: visited once, then again from after its first child of certain kinds.
  struct Counting: Sendable {
    var kinds: [String]
    var initialization: [String]
    /// Visited alone before the second visit.
    var update: String?
  }

  var definitions: [Definition] = []
  var assignments: [String] = []
  /// Assignments whose left and right parts are the first and the last child.
  var assignmentsByPlace: [String] = []
  /// Clauses `for left in right` whose right part is the last child.
  var comprehensions: [String] = []
  var assignment = Assignment.product
  /// Nodes whose names depend on themselves, such as `i++`.
  var increments: [String] = []
  var conditionals: [String] = []
  var branching = Branching.fromFirst
  /// Whether the keyword `else` counts as a branch that changes nothing, an oversight in the published rules.
  var countsElseAsBranch = false
  /// Whether the states before a conditional also hold after it.
  var conditionalsKeepStates = false
  var counting: [Counting] = []
  var each: [Each] = []
  /// Loops whose children are visited twice.
  var loops: [String] = []
  /// Children visited before their siblings.
  var early: [String] = []
  /// Whether assignments also change the caller's states, an oversight in the Ruby rules.
  var sharesStates = false
}
