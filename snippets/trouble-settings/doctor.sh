claude doctor
