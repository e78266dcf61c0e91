/// The exit codes of Fovea's commands, modelled on `sysexits.h`.
public enum ExitCode: Int32, Sendable {
  /// The command succeeded.
  case success = 0
  /// The command failed for a reason that no other code covers.
  case failure = 1
  /// The command line itself is wrong.
  case usage = 64
  /// A data file, weight file or recording is malformed.
  case badData = 65
  /// The system refuses a resource, such as memory.
  case system = 71
  /// Reading or writing failed: permissions, a full disk, a broken device.
  case inputOutput = 74
  /// Stopped but resumable: preempted, or a rank or host was lost.
  case resumable = 75
  /// The configuration is wrong, or ranks disagree about it.
  case configuration = 78
}
