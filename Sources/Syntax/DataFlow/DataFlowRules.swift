/// Which kinds of nodes move values in a language, and how their parts are found.
package struct DataFlowRules: Sendable {
  /// A child of a node.
  enum Part: Sendable {
    case field(String)
    case child(Int)
    case lastChild
  }

  /// `name = value`, when a name is declared.
  struct Definition: Sendable {
    var kinds: [String]
    var name: Part
    var value: Part
    /// The number of children with which the node has a value, where its parts are found by place.
    var childrenWithValue: ClosedRange<Int>?
  }

  enum Assignment: Sendable {
    /// Every name on the left depends on each one on the right.
    case product
    /// Sides of equally many parts are matched part by part, and the names of a side make one edge.
    case matched
  }

  /// How branches of a conditional are found among its children.
  enum Branching: Sendable {
    /// From the first child of a conditional's kind on, all are branches.
    case fromFirst
    /// Children of the listed kinds are.
    case kinds([String])
    /// Children of a conditional's kind are.
    case conditionals
  }

  /// A loop over the elements of something.
  struct Each: Sendable {
    var kinds: [String]
    var name: Part
    var value: Part
    var body: Part
    var assignment: Assignment
    /// The body's kind, where only that kind counts.
    var bodyKind: String?
  }

  /// A loop with a counter: visited once, then again from behind its first child of certain kinds.
  struct Counting: Sendable {
    var kinds: [String]
    var initialization: [String]
    /// Visited by itself before the second visit.
    var update: String?
  }

  var definitions: [Definition] = []
  var assignments: [String] = []
  /// Assignments of which the left and the right part are the first and the last child.
  var assignmentsByPlace: [String] = []
  /// Clauses `for left in right` whose right part is the last child.
  var comprehensions: [String] = []
  var assignment = Assignment.product
  /// Nodes whose names depend on themselves, such as `i++`.
  var increments: [String] = []
  var conditionals: [String] = []
  var branching = Branching.fromFirst
  /// Whether the keyword `else` counts as a branch that changes nothing, as an oversight of the published rules makes it.
  var countsElseAsBranch = false
  /// Whether what held before a conditional also holds after it.
  var conditionalsKeepStates = false
  var counting: [Counting] = []
  var each: [Each] = []
  /// Loops whose children are visited twice.
  var loops: [String] = []
  /// Children visited before their siblings.
  var early: [String] = []
  /// Whether assignments also show in the states that the caller holds, as an oversight of the Ruby rules makes them.
  var sharesStates = false
}
