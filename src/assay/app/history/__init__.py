"""What a person does with exchanges that were sent by hand: look them up, send them again, compare them."""
