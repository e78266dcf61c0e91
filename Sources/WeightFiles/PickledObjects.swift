/// A value on the unpickler's stack.
///
/// Containers are indices into `PickledObjects`: sharing one a million times costs a million indices, and nesting,
/// however deep or circular, is never followed.
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

/// A storage referenced by the pickle: the archive member `data/<key>`.
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

/// A dictionary with text keys, in insertion order.
struct PickledDictionary {
  private(set) var entries: [(key: String, value: PickleValue)] = []
  private var keys: Set<String> = []
  /// Whether it is an `OrderedDict`, which may carry the attribute `_metadata`.
  let isOrdered: Bool

  init(isOrdered: Bool) { self.isOrdered = isOrdered }

  /// Returns false if the key exists already.
  mutating func insert(_ key: String, _ value: PickleValue) -> Bool {
    guard keys.insert(key).inserted else { return false }
    entries.append((key, value))
    return true
  }
}

/// The containers and tensors created by a pickle.
struct PickledObjects {
  var tuples: [[PickleValue]] = []
  var dictionaries: [PickledDictionary] = []
  var storages: [PickledStorage] = []
  var tensors: [PickledTensor] = []
}
