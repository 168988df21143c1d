"""What the store holds about a patient, turned into the data of one chart or table."""
