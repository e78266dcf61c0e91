import ArgumentParser
import Basics

// Values that options of commands in several modules take.
extension TextTable.Form: ExpressibleByArgument {}
extension LearningTask: ExpressibleByArgument {}
