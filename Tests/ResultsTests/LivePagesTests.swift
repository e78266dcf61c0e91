import Foundation
import TestSupport
import Testing

@testable import Results

@Suite struct LivePagesTests {
  private let folder: ResultsFolder
  private let pages: LivePages

  init() throws {
    folder = try ResultsFolder()
    try folder.makeRun("results/study/a <b>", name: "x")
    try folder.write("secret", "secret.txt")
    try folder.write("hidden", "results/.hidden.txt")
    try folder.write("weights", "results/study/a <b>/checkpoints/model.safetensors")
    symlink(folder.file("secret.txt"), folder.file("results/study/link.txt"))
    symlink(folder.path, folder.file("results/study/up"))
    mkfifo(folder.file("results/study/pipe.txt"), 0o600)
    pages = LivePages(roots: [folder.file("results")], host: "127.0.0.1")
  }

  private func get(_ path: String, method: String = "GET", host: String? = "127.0.0.1:8420", tag: String? = nil)
    -> ServedPage
  {
    pages.page(method: method, path: path, host: host, knownTag: tag)
  }

  @Test func pagesAndTheirPartsAreServed() throws {
    #expect(get("/").status == .ok && get("/live.js").status == .ok && get("/experiment/study").status == .ok)
    let overview = get("/live/")
    #expect(overview.status == .ok && String(decoding: overview.content, as: UTF8.self).contains("/experiment/study"))
    let live = get("/live/study")
    let text = String(decoding: live.content, as: UTF8.self)
    #expect(live.status == .ok && text.contains("<svg") && text.contains("a &lt;b&gt;") && !text.contains("a <b>"))
    #expect(get("/files/study/a%20%3Cb%3E/config.yaml").status == .ok)
    #expect(get("/live/nothing").status == .notFound && get("/nothing").status == .notFound)
  }

  @Test func aPageIsSentAgainOnlyWhenItHasChanged() throws {
    let first = get("/live/study")
    #expect(!first.tag.isEmpty && get("/live/study", tag: first.tag).status == .notModified)
    let path = folder.file("results/study/a <b>/events.jsonl")
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"event\":\"step\",\"step\":21,\"loss\":1}\n".utf8))
    try file.close()
    let second = get("/live/study", tag: first.tag)
    #expect(second.status == .ok && second.tag != first.tag)
  }

  @Test(arguments: [
    "/files/../secret.txt", "/files/study/../../secret.txt", "/files/%2e%2e/secret.txt", "/files/%2e%2e%2fsecret.txt",
    "/files/..%5csecret.txt", "/files/%252e%252e/secret.txt", "/files//etc/hostname", "/files//etc/passwd.txt",
    "/files/study/link.txt", "/files/study/up/secret.txt", "/files/.hidden.txt", "/files/.fovea-index.sqlite",
    "/files/study/./link.txt", "/files/secret.txt%00.yaml", "/files/study/a%20%3Cb%3E/checkpoints/model.safetensors",
    "/files/study/pipe.txt", "/files/study", "/files/", "/files/study/up/results/study/link.txt", "/files/%",
    "/../secret.txt", "/experiment/../../secret.txt", "/live/../secret",
  ])
  func nothingOutsideTheResultsIsServed(_ path: String) {
    let page = get(path)
    #expect(page.status != .ok || path.hasPrefix("/experiment/"), "\(path)")
    #expect(!String(decoding: page.content, as: UTF8.self).contains("secret\n"))
    #expect(!page.content.elementsEqual(Data("secret".utf8)) && !page.content.elementsEqual(Data("hidden".utf8)))
  }

  @Test(arguments: ["POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "get", ""])
  func nothingButReadingIsAllowed(_ method: String) {
    #expect(get("/", method: method).status == .methodNotAllowed)
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.0.0.1:8420", true), ("localhost:8420", true), ("LOCALHOST", true), ("[::1]:8420", true),
    ("192.168.1.4:8420", true), ("evil.example", false), ("evil.example:8420", false),
    ("127.0.0.1.evil.example", false),
    ("localhost.evil.example", false), ("", false), ("127.0.0.1:80:80", false), ("[::1", false), ("[::1]x", false),
    ("localhost:", false),
  ])
  func otherNamesAreRefused(_ host: String, _ isAllowed: Bool) {
    #expect((get("/", host: host).status == .ok) == isAllowed, "\(host)")
  }

  @Test func aRequestWithoutAHostIsRefused() { #expect(get("/", host: nil).status == .misdirected) }
}

extension ServedPage {
  /// What is sent.
  fileprivate var content: Data {
    switch body {
    case .text(let data): data
    case .file(let content): (try? content.piece(from: 0, limit: content.count)) ?? Data()
    }
  }
}
