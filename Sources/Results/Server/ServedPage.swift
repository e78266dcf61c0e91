import Foundation
import Pages

/// The live view's response to a request. It is created without a network, which makes it testable.
package struct ServedPage: Sendable, Equatable {
  package enum Status: Int, Sendable {
    case ok = 200
    case notModified = 304
    case badRequest = 400
    case notFound = 404
    case methodNotAllowed = 405
    case payloadTooLarge = 413
    case misdirected = 421
  }

  package var status: Status
  package var contentType: String
  package var body: Data
  /// A tag that changes whenever the body does; empty if clients do not ask again.
  package var tag: String

  init(_ status: Status, _ contentType: String, _ body: Data, tag: String = "") {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.tag = tag
  }

  static func html(_ text: String, tag: String = "") -> ServedPage {
    ServedPage(.ok, "text/html; charset=utf-8", Data(text.utf8), tag: tag)
  }

  static func refusal(_ status: Status, _ text: String) -> ServedPage {
    ServedPage(status, "text/plain; charset=utf-8", Data("\(text)\n".utf8))
  }

  /// Headers of every response: a page may load resources only from this server, and may not be framed.
  static let securityHeaders = [
    "Content-Security-Policy": HTMLPage.Policy.served.rawValue + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  ]
}
