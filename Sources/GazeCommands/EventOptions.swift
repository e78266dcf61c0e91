import ArgumentParser
import Scanpaths

/// How commands read scanpaths as sequences.
struct EventOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What counts as one event of a scanpath: merged (a fixation; a refixation of the same token is part of it), "
        + "fixations, or tokens (each token of a fixation, as before version 0.3).", valueName: "unit"))
  var events = EventUnit.merged
}

extension EventUnit: ExpressibleByArgument {}
