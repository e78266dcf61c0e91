/// The exit codes of Fovea's commands, after `sysexits.h`.
public enum ExitCode: Int32, Sendable {
  /// The command did what it was asked to do.
  case success = 0
  /// The command failed for a reason that no other code names.
  case failure = 1
  /// The command line itself is wrong.
  case usage = 64
  /// A data file, weight file or recording is malformed.
  case badData = 65
  /// Reading or writing failed: permissions, a full disk, a broken device.
  case inputOutput = 74
  /// Stopped, but a later start can resume: preempted, or a rank or host was lost.
  case resumable = 75
  /// The configuration is wrong, or ranks disagree about it.
  case configuration = 78
}
