import Foundation
import TestSupport
import Testing

/// `launch/install` and what `launch/bundle` refuses; launch/test makes a bundle and runs it.
@Suite(
  .enabled(
    if: access(PackageFolder.path(".build/release/fovea"), X_OK) == 0
      && access(PackageFolder.path(".build/release/fovea-bench"), X_OK) == 0, "the programs are not built"))
struct InstallScriptTests {
  private let folder: TemporaryFolder
  private let prefix: String

  init() throws {
    folder = try TemporaryFolder()
    prefix = folder.path("a prefix")
  }

  private func install(_ arguments: String..., environment: [String: String?] = [:]) throws -> LaunchScript.Result {
    try LaunchScript.run("install", arguments, in: folder, environment: environment)
  }

  private var installed: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: prefix)) ?? []).filter { name in
      var isFolder: ObjCBool = false
      return !FileManager.default.fileExists(atPath: "\(prefix)/\(name)", isDirectory: &isFolder) || !isFolder.boolValue
    }.sorted()
  }

  @Test func theInstalledProgramRunsFromAnyFolder() throws {
    // Links, as copies of the programs take hundreds of megabytes.
    for _ in 1...2 {
      let result = try install("--prefix", "a prefix", "--link")
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        result.errors.contains("is not on the PATH") && result.errors.contains("export PATH="), "\(result.errors)")
    }
    #expect(
      installed == [
        "bin/fovea", "bin/fovea-bench", "share/bash-completion/completions/fovea",
        "share/fish/vendor_completions.d/fovea.fish", "share/fovea/installed", "share/zsh/site-functions/_fovea",
      ])
    let run = try Program.shell(
      """
      cd / && PATH=\(prefix.replacing(" ", with: "\\ "))/bin:$PATH
      fovea --version && fovea bench --version && fovea launch -- fovea --version
      bash -n "\(prefix)/share/bash-completion/completions/fovea"
      """, program: "/bin/true")
    #expect(run.status == 0 && run.lines.count == 3, "\(run)")
    #expect(run.lines.first?.hasPrefix("fovea ") == true && run.lines.last == run.lines.first, "\(run)")
    let removed = try install("--prefix", prefix, "--uninstall")
    #expect(removed.status == 0 && installed.isEmpty, "\(installed) \(removed.errors)")
    #expect(try install("--prefix", prefix, "--uninstall").status == 64)
  }

  @Test func aCopyIsAProgramOfItsOwn() throws {
    let result = try install("--prefix", prefix, environment: ["PATH": "\(prefix)/bin:/usr/bin:/bin"])
    #expect(result.status == 0 && !result.errors.contains("is not on the PATH"), "\(result.errors)")
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(prefix)/bin/fovea")
    #expect(attributes[.type] as? FileAttributeType == .typeRegular)
    #expect(try Program.shell("\"$0\" --version", program: "\(prefix)/bin/fovea").status == 0)
  }

  @Test func whatSomebodyElsePutThereStays() throws {
    try folder.file("a prefix/bin/fovea", "mine")
    let result = try install("--prefix", prefix, "--link")
    #expect(result.status == 74 && result.errors.contains("not from launch/install"), "\(result.errors)")
    #expect(try folder.read("a prefix/bin/fovea") == "mine" && installed == ["bin/fovea"])
    // A list that somebody has changed removes nothing outside.
    try folder.file("outside", "mine")
    try folder.file("a prefix/share/fovea/installed", "\(prefix)/../outside\n\(folder.path("outside"))\n")
    #expect(try install("--prefix", prefix, "--uninstall").status == 0)
    #expect(try folder.read("outside") == "mine" && folder.read("a prefix/bin/fovea") == "mine")
  }

  @Test func aFolderThatCannotBeWrittenToIsNamed() throws {
    try folder.file("file", "")
    for place in ["/proc/nowhere", folder.path("file")] {
      let result = try install("--prefix", place)
      #expect(result.status == 74 && result.errors.contains("cannot install into \(place)"), "\(result.errors)")
    }
    #expect(try install("--prefix").status == 64)
    #expect(try install("--prefix", prefix, "--link", "--uninstall").status == 64)
    #expect(try install(environment: ["HOME": nil]).status == 78)
  }

  @Test(arguments: [
    ([], 64, "no bundle named"), (["full"], 74, "is not an empty folder"), (["there.tar.gz"], 74, "is there already"),
    (["nowhere/bundle"], 74, "nowhere"), (["a", "b"], 64, "one argument too many"), (["--fast"], 64, "unknown option"),
    (["--check", "nowhere"], 64, "there is no bundle"), (["--check", "there.tar.gz"], 65, "is no archive"),
    (["--check", "full"], 65, "has no bin/fovea"),
  ])
  func bundleNamesMistakes(_ arguments: [String], _ status: Int32, _ text: String) throws {
    try folder.file("full/thesis", "mine")
    try folder.file("there.tar.gz", "mine")
    let result = try LaunchScript.run("bundle", arguments, in: folder)
    #expect(result.status == status && result.errors.contains(text), "\(result.errors)")
    #expect(try folder.contents().sorted() == ["full", "there.tar.gz"] && folder.read("full/thesis") == "mine")
  }
}
