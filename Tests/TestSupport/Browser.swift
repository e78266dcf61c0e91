import Foundation

/// A page in a headless Chromium, driven over the pipe of the DevTools protocol: keys are those of a real keyboard.
///
/// The program is that of FOVEA_CHROMIUM, or the first of the usual names in PATH; none where CI is `true`.
package final class Browser {
  package static let program: String? = {
    let environment = ProcessInfo.processInfo.environment
    // Continuous integration has no browser, and one that is there by chance must not decide.
    if environment["CI"] == "true" { return nil }
    if let chosen = environment["FOVEA_CHROMIUM"] { return chosen.isEmpty ? nil : chosen }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].lazy
      .flatMap { name in folders.map { "\($0)/\(name)" } }
      .first(where: FileManager.default.isExecutableFile)
  }()

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private let folder: TemporaryFolder
  private let process = Process()
  private let commands: Int32
  private let answers: Int32
  private var received: [UInt8] = []
  private var number = 0
  private var session: String?
  /// Exceptions, failed loads and lines of the console.
  package private(set) var complaints: [String] = []

  /// - Parameter flags: further flags of the program.
  package init(width: Int = 1280, height: Int = 900, flags: [String] = []) throws {
    folder = try TemporaryFolder()
    let (input, output) = (folder.path("commands"), folder.path("answers"))
    guard mkfifo(input, 0o600) == 0, mkfifo(output, 0o600) == 0 else { throw Failure(description: "no pipes") }
    // Opened for both directions, a pipe does not wait for its other end.
    commands = open(input, O_RDWR)
    answers = open(output, O_RDWR | O_NONBLOCK)
    guard let program = Self.program else { throw Failure(description: "there is no browser") }
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "exec \"$@\" 3<\"$FOVEA_COMMANDS\" 4>\"$FOVEA_ANSWERS\"", "sh", program]
      + ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
      + ["--user-data-dir=\(folder.path("profile"))", "--window-size=\(width),\(height)"] + flags + ["about:blank"]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["FOVEA_COMMANDS": input, "FOVEA_ANSWERS": output, "HOME": folder.path]) { $1 }
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    try attach()
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    close(commands)
    close(answers)
  }

  private func attach() throws {
    let targets = try send("Target.getTargets")["targetInfos"] as? [[String: Any]] ?? []
    guard let page = targets.first(where: { $0["type"] as? String == "page" })?["targetId"] as? String else {
      throw Failure(description: "the browser has no page")
    }
    session = try send("Target.attachToTarget", ["targetId": page, "flatten": true])["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log"] { _ = try send("\(domain).enable") }
  }

  /// Opens a file and waits until its script has run. `fragment` is the address's part after `#`.
  package func load(_ path: String, fragment: String = "") throws {
    // From another page, so that a changed fragment alone loads the page again.
    _ = try send("Page.navigate", ["url": "about:blank"])
    try visit(URL(fileURLWithPath: path).absoluteString + (fragment.isEmpty ? "" : "#\(fragment)"))
  }

  /// Opens an address and waits until its script has run.
  package func visit(_ address: String) throws {
    _ = try send("Page.navigate", ["url": address])
    try wait("document.readyState === 'complete' && location.protocol !== 'about:'")
  }

  /// The value of an expression in the page, which may be a promise.
  @discardableResult
  package func value<Value>(_ expression: String, as type: Value.Type = Value.self) throws -> Value {
    let answer = try send(
      "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let failure = answer["exceptionDetails"] { throw Failure(description: "\(expression): \(failure)") }
    let result = answer["result"] as? [String: Any]
    guard let value = result?["value"] as? Value else {
      throw Failure(description: "\(expression): \(String(describing: result))")
    }
    return value
  }

  /// Runs statements whose value does not matter.
  package func run(_ statements: String) throws { try value("{ \(statements); } true", as: Bool.self) }

  package func wait(_ condition: String) throws {
    guard try comesTrue({ try value("Boolean(\(condition))", as: Bool.self) }) else {
      throw Failure(description: "waited in vain for \(condition)")
    }
  }

  /// Stops the clock of the page's animations: they go on when `pass(milliseconds:)` moves it, whatever the machine does
  /// meanwhile.
  package func stopClock() throws {
    try run(
      "window.ownTime = performance.now(); performance.now = () => ownTime; "
        + "window.requestAnimationFrame = (frame) => { window.nextFrame = frame; return 0 }")
  }

  /// Shows one frame of the animation, this much later.
  package func pass(milliseconds: Int) throws {
    try run(
      "const frame = window.nextFrame; window.nextFrame = null; ownTime += \(milliseconds); if (frame) frame(ownTime)")
  }

  /// Presses a key, by its DOM name.
  package func press(_ key: String, times: Int = 1, control: Bool = false, shift: Bool = false) throws {
    let codes = [
      "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38,
      "ArrowRight": 39, "ArrowDown": 40,
    ]
    for _ in 0..<times {
      for type in ["keyDown", "keyUp"] {
        var event: [String: Any] = [
          "type": type, "key": key, "code": key == " " ? "Space" : key, "windowsVirtualKeyCode": codes[key] ?? 0,
          "modifiers": (control ? 2 : 0) + (shift ? 8 : 0),
        ]
        if type == "keyDown", let text = [" ": " ", "Enter": "\r"][key] { event["text"] = text }
        _ = try send("Input.dispatchKeyEvent", event)
      }
    }
  }

  /// Moves the mouse to the middle of an element, or to a share of its width, with the button down or up.
  package func point(
    _ event: String = "mouseMoved", at selector: String, share: Double = 0.5, pressed: Bool = false
  ) throws {
    let place = try value(
      "(place => [place.x + place.width * \(share), place.y + place.height / 2])"
        + "(document.querySelector(\(Self.quoted(selector))).getBoundingClientRect())", as: [Double].self)
    var parameters: [String: Any] = ["type": event, "x": place[0], "y": place[1], "buttons": pressed ? 1 : 0]
    if event != "mouseMoved" { (parameters["button"], parameters["clickCount"]) = ("left", 1) }
    try send("Input.dispatchMouseEvent", parameters)
  }

  /// A text as a literal of JavaScript.
  package static func quoted(_ text: String) -> String {
    let data = (try? JSONSerialization.data(withJSONObject: [text])) ?? Data("[\"\"]".utf8)
    return String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
  }

  /// Chooses an option of a select, as a person does.
  package func choose(_ option: String, in select: String) throws {
    try run(
      "const list = document.getElementById('\(select)'); list.value = '\(option)'; "
        + "list.dispatchEvent(new Event('change', { bubbles: true }))")
  }

  /// The page's print as PDF.
  package func printed() throws -> Data {
    let answer = try send("Page.printToPDF", ["printBackground": true, "preferCSSPageSize": true])
    guard let data = (answer["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
      throw Failure(description: "the page was not printed")
    }
    return data
  }

  /// Sends a command of the protocol and returns its result.
  @discardableResult
  package func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    var message: [String: Any] = ["id": number, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    var bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
    while !bytes.isEmpty {
      let written = write(commands, bytes, bytes.count)
      guard written > 0 else { throw Failure(description: "the browser takes no commands") }
      bytes.removeFirst(written)
    }
    while true {
      let answer = try receive()
      guard answer["id"] as? Int == number else {
        note(answer)
        continue
      }
      if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func note(_ event: [String: Any]) {
    let names = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"]
    guard let method = event["method"] as? String, names.contains(method) else { return }
    complaints.append("\(method): \(event["params"] ?? "")")
  }

  /// The next message; they end with a zero byte.
  private func receive() throws -> [String: Any] {
    var pauses = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let zero = received.firstIndex(of: 0) {
        let message = Data(received[..<zero])
        received.removeSubrange(...zero)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      let count = read(answers, &buffer, buffer.count)
      if count > 0 {
        received += buffer[..<count]
        continue
      }
      // Pauses count and not the clock: ten minutes of them only come where the browser hangs.
      guard process.isRunning, pauses < 6000 else { throw Failure(description: "the browser does not answer") }
      var descriptor = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, 100) == 0 { pauses += 1 }
    }
  }
}
