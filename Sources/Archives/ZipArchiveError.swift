import Basics

/// A ZIP archive that is damaged, or has what its reader does not accept.
package struct ZipArchiveError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    /// No end record in the last bytes.
    case noEndRecord(fileBytes: Int)
    case damagedRecord(offset: Int)
    case split
    case tooManyMembers(limit: Int)
    case unsafeName
    case repeatedName
    case compressed(method: Int)
    case encrypted
    case wrongSize(expected: Int, actual: Int)
    case beyondFile(end: Int, limit: Int)
    case overlap(with: String)
    case wrongChecksum(expected: UInt32, actual: UInt32)
    case missing
    case tooLarge(bytes: Int, limit: Int)
    case damagedStream
  }

  package var path: String
  /// Empty if the problem concerns the whole archive.
  package var member: String
  package var problem: Problem

  package init(path: String, member: String = "", _ problem: Problem) {
    self.path = path
    self.member = member
    self.problem = problem
  }

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: explanation, place: member.isEmpty ? path : "\(path), member \(member.quoted)", remedy: remedy)
  }

  private var explanation: String {
    switch problem {
    case .noEndRecord(let bytes):
      "no ZIP end record in the file's last bytes (\(bytes) bytes in all): truncated, or no ZIP archive"
    case .damagedRecord(let offset): "the ZIP record at byte \(offset) is damaged"
    case .split: "the archive is split over several files"
    case .tooManyMembers(let limit): "more than \(limit) members"
    case .unsafeName: "the name could lead outside the archive, or is not plain text"
    case .repeatedName: "two members have this name"
    case .compressed(let method): "expected a stored member, found compression method \(method)"
    case .encrypted: "the member is encrypted"
    case .wrongSize(let expected, let actual): "expected \(expected) bytes, found \(actual)"
    case .beyondFile(let end, let limit): "the member ends at byte \(end), beyond its limit at byte \(limit)"
    case .overlap(let other): "shares bytes with the member \(other.quoted)"
    case .missing: "the archive has no such member"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes, more than the \(limit) that such a member may have"
    case .damagedStream: "the compressed bytes are damaged"
    case .wrongChecksum(let expected, let actual):
      "damaged: expected the checksum \(String(expected, radix: 16)), found \(String(actual, radix: 16))"
    }
  }

  private var remedy: String {
    switch problem {
    case .unsafeName, .overlap, .repeatedName: "do not trust this file; get it from its publisher"
    case .compressed, .encrypted: "write the archive again without; torch.save stores members as they are"
    default: "download the file again, or write it again"
    }
  }
}
