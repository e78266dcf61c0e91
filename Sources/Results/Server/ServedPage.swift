import Foundation
import Pages

/// The answer of the live view to a request. It is made without a network, so tests need none.
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
  /// Changes whenever the body does; empty if clients do not ask again.
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

  /// Headers of every answer: a page may load only what this server provides, and no other page may frame it.
  static let securityHeaders = [
    "Content-Security-Policy": HTMLPage.Policy.served.directives + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  ]
}
