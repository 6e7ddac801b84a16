"""IAB brain-drain data: migrants of all occupations by sex, origin and destination."""
