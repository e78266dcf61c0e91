/// The program's version, as `--version` prints it and runs record it.
package enum FoveaVersion {
  package static let current = "0.2.0"
}
