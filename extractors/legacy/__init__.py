"""Legacy Vietnamese encodings, TCVN3 and VNI."""
