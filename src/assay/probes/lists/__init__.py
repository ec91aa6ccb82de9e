"""Lists held against themselves: pages unite to the whole, totals count it, order and filters do what they say."""
