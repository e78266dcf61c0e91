extension Samples {
  /// Pro Lab's export of events in areas of interest, where a fixation has a row for each area.
  package static let proLabEvents = """
    Recording\tParticipant\tTOI\tInterval\tMedia\tEvent_type\tValidity\tEventIndex\tStart\tStop\tDuration\tAOI\tHit_proportion\tFixationPointX\tFixationPointY
    R1\tP1\tread\t1\tA\tFixation\tWhole\t1\t0\t250\t250\tone\t1\t400\t300
    R1\tP1\tread\t1\tA\tFixation\tWhole\t1\t0\t250\t250\ttwo\t1\t400\t300
    R1\tP1\tread\t1\tA\tSaccade\tWhole\t1\t250\t300\t50\t\t\t\t
    R1\tP1\tread\t1\tA\tFixation\tWhole\t2\t300\t700\t400\tone\t1\t700\t320
    R1\tP1\tread\t1\tB\tFixation\tWhole\t3\t750\t1000\t250\tone\t1\t500\t340

    """
}
