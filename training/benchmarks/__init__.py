"""What training.bench measures, a module for each of its tables."""
