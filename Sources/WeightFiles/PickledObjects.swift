/// A value on the unpickler's stack.
///
/// Containers are numbers into `PickledObjects`: sharing one a million times costs a million numbers, and no nesting,
/// however deep or circular, is ever followed.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  case string(String)
  /// A list; state dicts only have empty ones.
  case emptyList
  case tuple(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(Int)
  case tensor(Int)
}

/// A storage that the pickle refers to: the archive member `data/<key>`.
struct PickledStorage: Equatable {
  var elementType: ElementType
  var key: String
  /// The number of elements.
  var count: Int
}

/// A view of a storage, as `torch._utils._rebuild_tensor_v2` describes it.
struct PickledTensor: Equatable {
  var storage: PickledStorage
  var offset: Int
  var shape: [Int]
  var strides: [Int]
}

/// A dictionary with text keys, in the order of insertion.
struct PickledDictionary {
  private(set) var entries: [(key: String, value: PickleValue)] = []
  private var keys: Set<String> = []
  /// Whether it is an `OrderedDict`, which may carry the attribute `_metadata`.
  let isOrdered: Bool

  init(isOrdered: Bool) { self.isOrdered = isOrdered }

  /// False when the key is there already.
  mutating func insert(_ key: String, _ value: PickleValue) -> Bool {
    guard keys.insert(key).inserted else { return false }
    entries.append((key, value))
    return true
  }
}

/// The containers and tensors that a pickle has made.
struct PickledObjects {
  var tuples: [[PickleValue]] = []
  var dictionaries: [PickledDictionary] = []
  var storages: [PickledStorage] = []
  var tensors: [PickledTensor] = []
}
