"""Made-up networks with known truth, for tests, calibration and the demonstration."""
