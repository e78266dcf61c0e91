import Foundation
import Pages

/// What the live view answers to a request; made without any network, so that it can be tested so.
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
  /// What changes whenever the body does; empty where nobody asks again.
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

  /// Headers of every answer. A page may load nothing but what this server gives, and nobody may frame it.
  static let securityHeaders = [
    "Content-Security-Policy": HTMLPage.Policy.served.rawValue + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  ]
}
