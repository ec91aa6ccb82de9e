"""What a stand-in for a dependency is made of: what came, what it must look like, what is answered."""
