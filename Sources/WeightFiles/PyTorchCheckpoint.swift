import Archives
import Synchronization

/// A state dict written by `torch.save` (`pytorch_model.bin`), read without running any code in it.
///
/// The file is a ZIP archive `<name>/data.pkl`, `<name>/data/<key>` for each storage, and since PyTorch 2.0
/// `<name>/byteorder`. It must contain a dictionary from names to tensors, or a dictionary whose only key `state_dict`
/// contains one. Tensors may be views with strides and may share a storage, as tied weights do. Each storage's checksum
/// is verified when it is first read.
///
/// - Complexity: opening is linear in the pickle and the archive's directory, and does not read the tensors.
package final class PyTorchCheckpoint: WeightReader {
  package let tensors: [String: TensorInfo]
  private let file: FileBytes
  private let views: [String: StorageView]
  private let verifiedStorages = Mutex<Set<String>>([])

  package var path: String { file.path }

  /// The location of a tensor's elements.
  private struct StorageView {
    var storage: ZipArchive.Member
    var layout: StridedLayout
  }

  /// Throws `PyTorchCheckpointError`, `ZipArchiveError` or `PickleError` for bad content, `FileFailure` if the file
  /// cannot be opened.
  package convenience init(path: String) throws {
    try self.init(FileBytes(mapping: path))
  }

  package init(_ file: FileBytes) throws {
    self.file = file
    // Every pickle of protocol 2 or later begins with hexadecimal 80, every ZIP archive with "PK".
    if file.count > 0, file.withBytes(in: 0..<1, { $0[0] }) == PickleOpcode.protocolVersion.rawValue {
      throw PyTorchCheckpointError(path: file.path, .legacyFormat)
    }
    let contents = try Contents(of: file)
    var tensors: [String: TensorInfo] = [:]
    var views: [String: StorageView] = [:]
    for (name, tensor) in contents.tensors {
      let view = try Self.view(of: tensor, name: name, in: contents, path: file.path)
      let size = tensor.storage.elementType.byteCount
      let start = view.storage.range.lowerBound
      let first = view.layout.span == 0 ? 0 : view.layout.offset
      tensors[name] = TensorInfo(
        name: name, elementType: tensor.storage.elementType, shape: tensor.shape,
        byteRange: start + first * size..<start + view.layout.span * size)
      views[name] = view
    }
    self.tensors = tensors
    self.views = views
  }

  package func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
    let info = try info(of: name, forFloats: destination.count)
    guard let view = views[name] else { return }
    if !verifiedStorages.withLock({ $0.contains(view.storage.name) }) {
      try view.storage.verifyChecksum(in: file)
      verifiedStorages.withLock { _ = $0.insert(view.storage.name) }
    }
    if view.layout.isContiguous {
      file.withBytes(in: info.byteRange) { FloatDecoding.decode($0, as: info.elementType, into: destination) }
    } else {
      file.withBytes(in: view.storage.range) { bytes in
        FloatDecoding.decode(bytes, as: info.elementType, layout: view.layout, into: destination)
      }
    }
  }

  /// Checks the tensor against its storage, and the storage against the archive.
  private static func view(
    of tensor: PickledTensor, name: String, in contents: Contents, path: String
  ) throws -> StorageView {
    let storage = tensor.storage
    let member = try contents.member("data/\(storage.key)", path: path)
    guard let bytes = Shape.byteCount([storage.count], of: storage.elementType), bytes == member.range.count else {
      let (expected, overflow) = storage.count.multipliedReportingOverflow(by: storage.elementType.byteCount)
      throw PyTorchCheckpointError(
        path: path, tensor: name,
        .wrongStorageSize(key: storage.key, expected: overflow ? Int.max : expected, actual: member.range.count))
    }
    guard let layout = StridedLayout(offset: tensor.offset, shape: tensor.shape, strides: tensor.strides),
      Shape.byteCount(tensor.shape, of: storage.elementType) != nil
    else {
      throw PyTorchCheckpointError(
        path: path, tensor: name, .invalidLayout(shape: tensor.shape, strides: tensor.strides))
    }
    // Strides of 0 repeat elements without using memory, so the number of elements needs its own limit.
    let needed = max(layout.span, layout.elementCount)
    guard needed <= storage.count else {
      throw PyTorchCheckpointError(path: path, tensor: name, .beyondStorage(expected: needed, actual: storage.count))
    }
    return StorageView(storage: member, layout: layout)
  }
}

extension PyTorchCheckpoint {
  /// The archive's members and the tensors that its pickle describes.
  private struct Contents {
    var tensors: [(name: String, tensor: PickledTensor)] = []
    private let members: [String: ZipArchive.Member]
    private let folder: String
    /// Besides one member per storage, PyTorch adds a few of its own.
    private static let mostMembers = WeightFileLimit.tensors + 16

    init(of file: FileBytes) throws {
      members = try ZipArchive(of: file, mostMembers: Self.mostMembers).members
      let folders = Set(members.keys.map { $0.prefix { $0 != "/" } })
      guard folders.count == 1, let folder = folders.first else {
        throw PyTorchCheckpointError(path: file.path, .severalFolders)
      }
      self.folder = String(folder)
      try checkByteOrder(file)
      let pickle = try member("data.pkl", path: file.path)
      guard pickle.range.count <= WeightFileLimit.headerBytes else {
        throw PyTorchCheckpointError(
          path: file.path, .pickleTooLong(expected: WeightFileLimit.headerBytes, actual: pickle.range.count))
      }
      try pickle.verifyChecksum(in: file)
      tensors = try file.withBytes(in: pickle.range) { bytes in
        var unpickler = Unpickler(bytes, path: file.path)
        let value = try unpickler.run()
        return try Self.stateDict(value, unpickler.objects, path: file.path)
      }
    }

    /// The member `name` of the archive's one folder.
    func member(_ name: String, path: String) throws -> ZipArchive.Member {
      guard let member = members["\(folder)/\(name)"] else {
        throw PyTorchCheckpointError(path: path, .missingMember("\(folder)/\(name)"))
      }
      return member
    }

    private func checkByteOrder(_ file: FileBytes) throws {
      guard let member = members["\(folder)/byteorder"] else { return }
      let start = member.range.lowerBound
      let order = file.withBytes(in: start..<start + min(member.range.count, 16)) {
        String(decoding: $0, as: UTF8.self)
      }
      guard order == "little" else { throw PyTorchCheckpointError(path: file.path, .bigEndian(order)) }
    }

    private static func stateDict(
      _ value: PickleValue, _ objects: PickledObjects, path: String
    ) throws -> [(name: String, tensor: PickledTensor)] {
      guard case .dictionary(var index) = value else { throw PyTorchCheckpointError(path: path, .notADictionary) }
      let outer = objects.dictionaries[index].entries
      if outer.count == 1, outer[0].key == "state_dict", case .dictionary(let inner) = outer[0].value { index = inner }
      let entries = objects.dictionaries[index].entries
      guard entries.count <= WeightFileLimit.tensors else {
        throw PyTorchCheckpointError(path: path, .tooManyTensors(limit: WeightFileLimit.tensors))
      }
      return try entries.map { key, value in
        guard case .tensor(let tensor) = value else {
          throw PyTorchCheckpointError(path: path, tensor: key, .notATensor)
        }
        return (key, objects.tensors[tensor])
      }
    }
  }
}
