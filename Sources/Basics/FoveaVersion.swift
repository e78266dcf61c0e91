/// The program's version, which `--version` prints and runs record.
package enum FoveaVersion {
  package static let current = "0.2.0"
}
