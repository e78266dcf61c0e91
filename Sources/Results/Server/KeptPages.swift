import Synchronization

/// The pages that were made last. All clients of an unchanged page are sent the same bytes, in memory once.
final class KeptPages: Sendable {
  private static let most = 8
  /// The oldest first.
  private let pages = Mutex<[ServedPage]>([])

  func page(_ tag: String) -> ServedPage? {
    pages.withLock { $0.last { $0.tag == tag } }
  }

  func keep(_ page: ServedPage) -> ServedPage {
    pages.withLock { pages in
      pages.removeAll { $0.tag == page.tag }
      pages.append(page)
      if pages.count > Self.most { pages.removeFirst() }
    }
    return page
  }
}
