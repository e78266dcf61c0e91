/// The element types that collectives can reduce.
package enum ElementKind: UInt8, Sendable, CaseIterable {
  case float = 1
  case double = 2
  case int64 = 3

  /// The size of an element in bytes.
  var width: Int {
    switch self {
    case .float: MemoryLayout<Float>.size
    case .double, .int64: MemoryLayout<Double>.size
    }
  }
}

/// A type whose arrays can be reduced over ranks.
package protocol ReducibleElement: Sendable {
  static var elementKind: ElementKind { get }
}

extension Float: ReducibleElement {
  package static var elementKind: ElementKind { .float }
}

extension Double: ReducibleElement {
  package static var elementKind: ElementKind { .double }
}

extension Int64: ReducibleElement {
  package static var elementKind: ElementKind { .int64 }
}
