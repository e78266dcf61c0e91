import Foundation
import Pages

/// The live view's response to a request. It is created without a network, which makes it testable.
package struct ServedPage: Sendable {
  package enum Status: Int, Sendable {
    case ok = 200
    case notModified = 304
    case badRequest = 400
    case notFound = 404
    case methodNotAllowed = 405
    case misdirected = 421
    case unavailable = 503

    package var phrase: String {
      switch self {
      case .ok: "OK"
      case .notModified: "Not Modified"
      case .badRequest: "Bad Request"
      case .notFound: "Not Found"
      case .methodNotAllowed: "Method Not Allowed"
      case .misdirected: "Misdirected Request"
      case .unavailable: "Service Unavailable"
      }
    }
  }

  package enum Body: Sendable {
    case text(Data)
    case file(FileContent)

    /// The text; empty for a file.
    package var bytes: Data {
      if case .text(let data) = self { data } else { Data() }
    }
  }

  package var status: Status
  package var contentType: String
  package var body: Body
  /// A tag that changes whenever the body does; empty if clients do not ask again.
  package var tag: String

  init(_ status: Status, _ contentType: String, _ body: Data, tag: String = "") {
    self.status = status
    self.contentType = contentType
    self.body = .text(body)
    self.tag = tag
  }

  init(_ contentType: String, _ content: FileContent) {
    status = .ok
    self.contentType = contentType
    body = .file(content)
    tag = ""
  }

  static func html(_ text: String, tag: String = "") -> ServedPage {
    ServedPage(.ok, "text/html; charset=utf-8", Data(text.utf8), tag: tag)
  }

  static func refusal(_ status: Status, _ text: String) -> ServedPage {
    ServedPage(status, "text/plain; charset=utf-8", Data("\(text)\n".utf8))
  }

  /// When a client that found no room may try again.
  static let retrySeconds = 5

  static func tooManyConnections(_ limit: Int) -> ServedPage {
    refusal(.unavailable, "this server has \(limit) connections already; close some, or try again later")
  }

  /// Headers of every response: a page may load resources only from this server, and may not be framed.
  static let securityHeaders = [
    "Content-Security-Policy": HTMLPage.Policy.served.text + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  ]
}
